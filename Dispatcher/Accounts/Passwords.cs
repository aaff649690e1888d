using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>Hashes passwords with ASP.NET's hasher, and says which may be chosen.</summary>
public sealed class Passwords(AccountSettings settings) : IDisposable
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512: what OWASP asked for in 2023; some 100 ms.</summary>
    public const int Rounds = 210_000;

    public const int LengthMin = 12;

    public const int LengthMax = 128;

    /// <summary>等保 asks for a new password after so long.</summary>
    private static readonly TimeSpan MlpsAge = TimeSpan.FromDays(90);

    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    /// <summary>What a name nobody has is checked against, so that it takes as long as one somebody has.</summary>
    private static readonly Lazy<string> Nobodys = new(() => Hash("a password that nobody has"));

    /// <summary>Hashing costs a core for a moment: not more at once than there are cores, so that a crowd at the door does not stop the work inside.</summary>
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount, Environment.ProcessorCount);

    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>Whether the password is right; takes the same time when there is no hash to compare with.</summary>
    public async Task<bool> IsRightAsync(string? hash, string password, CancellationToken cancel)
    {
        await cores.WaitAsync(cancel);
        try
        {
            var asked = password.Length <= LengthMax ? password : "";
            return await Task.Run(() => Hasher.VerifyHashedPassword("", hash ?? Nobodys.Value, asked), cancel) is not PasswordVerificationResult.Failed
                && hash is not null && password.Length <= LengthMax;
        }
        finally
        {
            cores.Release();
        }
    }

    /// <summary>Whether it is so old that it must be changed.</summary>
    public bool IsOld(Account account, DateTimeOffset now) =>
        settings.PasswordProfile is PasswordProfile.Mlps && account is { Password: not null, PasswordAt: { } since } && now - since > MlpsAge;

    /// <summary>What a password must be, in words.</summary>
    public (string Chinese, string English) Rule { get; } = (
        $"密码须有 {LengthMin}–{LengthMax} 个字符，且不易猜到：请勿使用账号名、常见词、重复或连续的字符。{(settings.PasswordProfile is PasswordProfile.Mlps ? "须含大写、小写、数字、符号中的至少三种，每 90 天更换。" : "")}",
        $"A password has {LengthMin} to {LengthMax} characters and is not easy to guess: avoid the account's name, common words, repeated and consecutive characters.{(settings.PasswordProfile is PasswordProfile.Mlps ? " It has three of capital letters, small letters, digits and signs, and lasts 90 days." : "")}");

    /// <summary>Whether a password may be chosen.</summary>
    public bool MayBe(string password, string account) =>
        password.Length is >= LengthMin and <= LengthMax
        && !IsGuessable(password, account)
        && (settings.PasswordProfile is not PasswordProfile.Mlps || Kinds(password) >= 3);

    public void Dispose() => cores.Dispose();

    /// <summary>
    /// Of the common passwords those that are long enough are words and runs put together. So what is counted is what is
    /// left when these are taken out: it must have six different characters.
    /// </summary>
    private static bool IsGuessable(string password, string account)
    {
        var rest = password.ToLowerInvariant();
        foreach (var word in Common.Append(account).Where(word => word.Length > 2))
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        // A character that continues the step of the two before it tells nothing new: aaaa, 1234, dcba.
        var told = rest.Where((c, i) => i < 2 || c - rest[i - 1] != rest[i - 1] - rest[i - 2] || Math.Abs(c - rest[i - 1]) > 1);
        return told.Distinct().Count() < 6;
    }

    private static int Kinds(string password) =>
        (password.Any(char.IsUpper) ? 1 : 0) + (password.Any(char.IsLower) ? 1 : 0) + (password.Any(char.IsDigit) ? 1 : 0) + (password.Any(c => !char.IsLetterOrDigit(c)) ? 1 : 0);

    private static readonly string[] Common =
    [
        "taskmanager", "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "1qaz2wsx", "1q2w3e4r", "qazwsx", "iloveyou",
        "woaini", "admin", "administrator", "welcome", "letmein", "login", "master", "monkey", "dragon", "football", "baseball", "superman", "sunshine", "princess", "trustno1",
        "haian", "hai'an", "dangyuan", "renwu", "guanjia", "zhongguo", "beijing", "jiangsu", "nantong", "5201314", "1314520", "147258369", "147258", "123123", "112233", "888888", "666666",
        "abc123", "changeme", "secret", "default", "guest", "root", "test", "user", "summer", "winter", "spring", "autumn", "2023", "2024", "2025", "2026", "2027",
    ];
}
