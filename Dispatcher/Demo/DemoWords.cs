using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>
/// What matters are about and what members report, per duty. Invented: streets that are not there, and no person's name,
/// number or telephone.
/// </summary>
internal static class DemoWords
{
    private static readonly string[] Streets = ["桂香路", "新禾路", "听涛巷", "河滨南街", "育英路", "同心路", "丰禾路", "望海巷", "柳堤街", "东风桥路"];

    /// <summary>Subjects by duty, without the place.</summary>
    private static readonly Dictionary<string, string[]> Topics = new()
    {
        ["hotline-request"] = ["路灯连续多日不亮", "小区门口雨后积水", "垃圾清运不及时", "窨井盖松动有异响", "店铺占道经营", "自来水水压偏低", "公交站台座椅损坏", "树枝遮挡路口视线", "快递柜占用通道", "化粪池外溢有异味", "咨询老旧小区加装电梯", "健身器材损坏", "河道有漂浮垃圾", "道路破损坑洼"],
        ["hotline-urgent"] = ["楼道配电箱冒烟", "路面局部塌陷", "突发停水", "突发停电", "电梯困人", "老人走失求助", "燃气异味"],
        ["hotline-noise"] = ["夜间施工噪声", "商铺外放音响", "广场活动音量过大", "邻里装修噪声", "空调外机噪声"],
        ["public-rental-review"] = ["公租房年度资格复核", "公租房收入变动复核", "公租房人口变动复核"],
        ["property-service-dispute"] = ["物业费收缴争议", "电梯维修资金使用争议", "停车位分配争议", "小区保洁质量争议"],
        ["dilapidated-house-relocation"] = ["C级房屋住户搬离核实", "D级房屋住户搬离核实"],
        ["food-licence-check"] = ["面馆食品经营许可核对", "水果店食品经营许可核对", "早餐店食品经营许可核对", "熟食店食品经营许可核对", "奶茶店食品经营许可核对", "便利店食品经营许可核对"],
        ["credit-triggered-inspection"] = ["未报年报主体检查", "登记住所失联主体检查", "公示信息不实主体检查"],
        ["small-shop-service"] = ["小餐饮走访", "小作坊走访", "早点摊走访"],
        ["floating-population-registration"] = ["新入住人员居住登记", "企业新招员工居住登记", "随迁家属居住登记"],
        ["rental-house-registration"] = ["新出租房屋核对", "换租房屋核对", "短租房屋核对"],
        ["newborn-settlement"] = ["新生儿满月落户核对", "新生儿落户提醒"],
        ["household-elsewhere"] = ["户在人不在核对", "人在户不在核对"],
        ["self-built-house-screening"] = ["自建房初查", "经营性自建房排查", "加层自建房排查"],
        ["fire-hazard-inspection"] = ["电动自行车违规充电", "群租房消防检查", "楼道堆物堵塞通道", "沿街店铺住人混用", "仓库用电隐患"],
        ["flood-point-check"] = ["低洼地段巡查", "涵闸巡查", "圩堤巡查", "下穿通道积水巡查", "危旧房防汛巡查"],
        ["dispute-mediation"] = ["宅基地界址纠纷", "赡养纠纷", "劳务报酬纠纷", "邻里采光纠纷", "农田排水纠纷"],
        ["paired-care"] = ["独居老人看望", "留守儿童看望", "困难家庭走访"],
        ["meal-service"] = ["高龄老人助餐申请", "独居老人助餐申请", "行动不便老人助餐申请"],
        ["neighbourhood-help"] = ["帮修水龙头", "帮搬家具", "代办证照", "帮换灯泡", "代购药品", "帮清理院落"],
    };

    private static readonly Dictionary<string, string[]> Notes = new()
    {
        ["hotline-request"] = ["已与诉求人联系，约定处理时间。", "现场核实后已处理，诉求人认可。", "属实，已协调相关单位处置完毕。", "已说明政策，诉求人表示理解。"],
        ["hotline-urgent"] = ["已到场处置，险情排除。", "已设置警示并移交抢修单位。", "现场已恢复正常。"],
        ["hotline-noise"] = ["已上门劝导，当场调低音量。", "已约定夜间十点后停工。", "双方已沟通，承诺整改。"],
        ["flood-point-check"] = ["水位正常，设施完好。", "少量积水，已安排排涝。", "已清理排水口杂物。"],
        ["fire-hazard-inspection"] = ["现场已整改。", "已下达整改通知，约定复查。", "未见明显隐患。"],
        ["dispute-mediation"] = ["双方签订调解协议。", "已安排二次调解。", "引导走法律途径。"],
        ["paired-care"] = ["身体状况良好，无特殊需求。", "需要助餐，已转民政。", "家中水管漏水，已联系维修。"],
        ["meal-service"] = ["已安排到镇助餐点。", "由村互助点送餐。", "本人表示暂不需要。"],
        ["food-licence-check"] = ["证照已更新，系统待同步。", "许可过期，已指导延续。", "店铺已停业。"],
        ["self-built-house-screening"] = ["房屋结构未见异常。", "外墙有细裂缝，转专业鉴定。"],
    };

    private static readonly string[] AnyNotes = ["已现场核实并办理。", "已联系本人，情况属实，已处理。", "已核实并告知办理途径。", "已处理完毕，无异议。"];

    public static string Topic(Random random, Duty duty) => Topics.TryGetValue(duty.Code, out var topics) ? One(random, topics) : duty.Name;

    /// <summary>What a member writes; every third writes nothing.</summary>
    public static string Note(Random random, string duty) =>
        random.Next(3) is 0 ? "" : One(random, Notes.GetValueOrDefault(duty, AnyNotes));

    /// <summary>An address that sounds like one of that place.</summary>
    public static string Address(Random random, string gridName) =>
        gridName.EndsWith("村委会", StringComparison.Ordinal)
            ? $"{gridName[..^2]}{random.Next(1, 19)}组{random.Next(1, 60)}号"
            : $"{(gridName.EndsWith("居委会", StringComparison.Ordinal) ? gridName[..^3] : gridName)}{One(random, Streets)}{random.Next(1, 180)}号";

    public static T One<T>(Random random, IReadOnlyList<T> among) => among[random.Next(among.Count)];
}
