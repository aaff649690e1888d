using System.Text;
using TaskManager.Dispatcher.Accounts;

namespace TaskManager.Tests.Unit.Accounts;

public class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the rows of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_standards_own_vectors_come_out(long seconds, string code)
    {
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8).ShouldBe(code);
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code[2..]);
    }

    [Fact]
    public void A_code_is_right_one_step_early_or_late_and_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        for (var off = -3; off <= 3; off++)
        {
            var step = Totp.StepAt(now) + off;
            Totp.StepOf(Secret, Totp.CodeAt(Secret, step), now).ShouldBe(Math.Abs(off) <= 1 ? step : null);
        }

        foreach (var wrong in (string[])["", "12345", "1234567", "abcdef", "中文字符测试"])
        {
            Totp.StepOf(Secret, wrong, now).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_RFC_4648_says(string text, string base32) => Totp.ToBase32(Encoding.ASCII.GetBytes(text)).ShouldBe(base32);
}
