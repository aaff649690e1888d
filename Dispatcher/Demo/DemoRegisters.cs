namespace TaskManager.Dispatcher.Demo;

/// <summary>
/// Rows of the shipped registers (<c>deploy/workers/haian/registers</c>) that answer a check, and such that do not. A
/// Worker's data is out of the Dispatcher's reach, so they are named here; a test compares them with the files.
/// </summary>
public static class DemoRegisters
{
    /// <summary>By check: parameters of a matter that the register answers.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Satisfied = Rows(
        ("resident-registered", ["idLast6", "house"], [["996919", "H1001"], ["421601", "H1008"], ["465957", "H1015"], ["510937", "H1036"], ["57740X", "H1043"], ["396138", "H1050"], ["797191", "H1071"], ["167877", "H1085"], ["447990", "H1106"], ["597612", "H1113"]]),
        ("rental-house-filed", ["house"], [["H1001"], ["H1008"], ["H1029"], ["H1036"], ["H1057"], ["H1064"], ["H1085"], ["H1092"], ["H1113"], ["H1120"], ["H1141"]]),
        ("newborn-settled", ["certificateLast6"], [["562147"], ["273868"], ["848488"], ["806806"], ["023773"], ["161773"], ["355663"], ["949615"], ["287883"]]),
        ("food-licence-valid", ["licence"], [["JY4101"], ["JY4104"], ["JY4107"], ["JY4116"], ["JY4119"], ["JY4122"], ["JY4131"], ["JY4134"], ["JY4137"], ["JY4146"]]),
        ("credit-in-order", ["shop"], [["S2006"], ["S2016"], ["S2026"], ["S2036"], ["S2046"], ["S2056"], ["S2066"], ["S2076"], ["S2086"]]),
        ("house-safety-rated", ["house"], [["H1001"], ["H1008"], ["H1015"], ["H1029"], ["H1043"], ["H1050"], ["H1057"], ["H1071"], ["H1085"], ["H1092"], ["H1113"]]),
        ("public-rental-verified", ["application"], [["GZ2026101"], ["GZ2026102"], ["GZ2026104"], ["GZ2026105"], ["GZ2026106"], ["GZ2026108"], ["GZ2026109"], ["GZ2026110"]]),
        ("meal-service-arranged", ["card"], [["ZC5001"], ["ZC5004"], ["ZC5007"], ["ZC5010"], ["ZC5013"], ["ZC5016"], ["ZC5019"], ["ZC5022"], ["ZC5025"]]));

    /// <summary>By check: parameters of a matter that a person must look after: another state in the register, or no row.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> NotYet = Rows(
        ("resident-registered", ["idLast6", "house"], [["203516", "H1022"], ["562949", "H1029"], ["565332", "H1057"], ["158657", "H1064"], ["700218", "H1303"]]),
        ("rental-house-filed", ["house"], [["H1015"], ["H1022"], ["H1043"], ["H1071"], ["H1303"]]),
        ("newborn-settled", ["certificateLast6"], [["974541"], ["110602"], ["867746"], ["542557"]]),
        ("food-licence-valid", ["licence"], [["JY4110"], ["JY4113"], ["JY4125"], ["JY4128"], ["JY4301"]]),
        ("credit-in-order", ["shop"], [["S2001"], ["S2011"], ["S2031"], ["S2041"]]),
        ("house-safety-rated", ["house"], [["H1022"], ["H1036"], ["H1064"], ["H1078"]]),
        ("public-rental-verified", ["application"], [["GZ2026103"], ["GZ2026107"], ["GZ2026111"], ["GZ2026115"]]),
        ("meal-service-arranged", ["card"], [["ZC5002"], ["ZC5005"], ["ZC5008"], ["ZC5011"]]));

    private static Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Rows(params (string Check, string[] Columns, string[][] Rows)[] checks) =>
        checks.ToDictionary(
            each => each.Check,
            each => (IReadOnlyList<IReadOnlyDictionary<string, string>>)[.. each.Rows.Select(row => each.Columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))]);
}
