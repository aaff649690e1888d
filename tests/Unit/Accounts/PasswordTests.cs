using System.Buffers.Binary;
using TaskManager.Dispatcher.Accounts;

namespace TaskManager.Tests.Unit.Accounts;

public class PasswordTests
{
    [Fact]
    public void A_hash_is_PBKDF2_with_SHA512_210000_rounds_a_salt_of_its_own_and_256_bits()
    {
        var hash = Convert.FromBase64String(Passwords.Hash("a long enough password"));
        hash[0].ShouldBe((byte)1, "the format that names its function");
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)).ShouldBe(2u, "HMAC-SHA-512");
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)).ShouldBe(210_000u);
        var salt = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(9));
        salt.ShouldBeGreaterThanOrEqualTo(16u);
        (hash.Length - 13 - salt).ShouldBe(32u);
        Passwords.Hash("a long enough password").ShouldNotBe(Convert.ToBase64String(hash));
    }

    [Fact]
    public async Task Only_the_right_password_is_right_and_none_is_where_there_is_no_hash()
    {
        using var passwords = new Passwords(new AccountSettings());
        var hash = Passwords.Hash("明月几时有，把酒问青天");
        (await passwords.IsRightAsync(hash, "明月几时有，把酒问青天", CancellationToken.None)).ShouldBeTrue();
        (await passwords.IsRightAsync(hash, "明月几时有，把酒问青天 ", CancellationToken.None)).ShouldBeFalse();
        (await passwords.IsRightAsync(hash, new string('x', 1_000_000), CancellationToken.None)).ShouldBeFalse();
        (await passwords.IsRightAsync(null, "a password that nobody has", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_nobody_has_takes_as_long_as_one_somebody_has()
    {
        using var passwords = new Passwords(new AccountSettings());
        var hash = Passwords.Hash("some password of somebody");
        var known = new List<double>();
        var unknown = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            known.Add(await TakesAsync(hash));
            unknown.Add(await TakesAsync(null));
        }

        // The quickest of each: the rest is what else the machine did.
        (unknown.Min() / known.Min()).ShouldBeInRange(0.7, 1.4);

        async Task<double> TakesAsync(string? of)
        {
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await passwords.IsRightAsync(of, "wrong", CancellationToken.None);
            return System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
    }

    [Theory]
    [InlineData("short", false, false)]
    [InlineData("password1234", false, false)]
    [InlineData("Qwertyuiop123", false, false)]
    [InlineData("aaaaaaaaaaaaaa", false, false)]
    [InlineData("123456789012345", false, false)]
    [InlineData("li.wei-2026-li.wei", false, false)]
    [InlineData("TaskManager2026!", false, false)]
    [InlineData("purple otter canyon", true, false)]
    [InlineData("Purple-otter-canyon7", true, true)]
    [InlineData("春江潮水连海平海上明月共潮生", true, false)]
    public void Guessable_passwords_are_refused_and_the_MLPS_profile_asks_for_three_kinds(string password, bool asvs, bool mlps)
    {
        using var plain = new Passwords(new AccountSettings());
        using var strict = new Passwords(new AccountSettings { PasswordProfile = PasswordProfile.Mlps });
        plain.MayBe(password, "li.wei").ShouldBe(asvs);
        strict.MayBe(password, "li.wei").ShouldBe(mlps);
    }

    [Fact]
    public void Only_the_MLPS_profile_lets_passwords_grow_old()
    {
        var made = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var account = new Account("a", TaskManager.Dispatcher.People.Role.Member, null, "M1", true) { Password = "hash", PasswordAt = made };
        using var plain = new Passwords(new AccountSettings());
        using var strict = new Passwords(new AccountSettings { PasswordProfile = PasswordProfile.Mlps });
        plain.IsOld(account, made.AddDays(1000)).ShouldBeFalse();
        strict.IsOld(account, made.AddDays(90)).ShouldBeFalse();
        strict.IsOld(account, made.AddDays(91)).ShouldBeTrue();
    }
}
