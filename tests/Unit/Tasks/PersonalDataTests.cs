using TaskManager.Dispatcher.Tasks;

namespace TaskManager.Tests.Unit.Tasks;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("电话13812345678请回电", "电话138＊＊78请回电")]
    [InlineData("138 1234 5678", "138＊＊78")]
    [InlineData("138-1234-5678", "138＊＊78")]
    [InlineData("+8613812345678", "+861＊＊78")]
    [InlineData("8613812345678", "861＊＊78")]
    [InlineData("身份证32068519800101123X。", "身份证320＊＊3X。")]
    [InlineData("0513-88812345", "051＊＊45")]
    [InlineData("RW20261125-000123，2026-11-25 10:30", "RW20261125-000123，2026-11-25 10:30")]
    [InlineData("JY13206850001234", "JY13206850001234")]
    [InlineData("1.5 km, 12345 热线, 3 人", "1.5 km, 12345 热线, 3 人")]
    [InlineData("", "")]
    public void Numbers_of_persons_are_masked_in_texts_and_nothing_else(string text, string masked) => PersonalData.Text(text).ShouldBe(masked);

    [Theory]
    [InlineData("张三", "张＊＊")]
    [InlineData("张", "张＊＊")]
    [InlineData("😀某", "😀＊＊")]
    [InlineData("", "")]
    public void A_value_that_tells_who_somebody_is_keeps_its_first_character(string value, string masked) => PersonalData.Whole(value).ShouldBe(masked);
}
