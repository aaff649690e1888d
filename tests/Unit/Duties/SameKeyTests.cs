using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Duties;

public class SameKeyTests
{
    private static readonly Duty Care = new("care", 1, "关爱", null, "test", []);
    private static readonly Matter Visit = new(default, "api", null, "care", 1, "张某", "", default) { Place = "桥东", Parameters = new Dictionary<string, string> { ["house"] = "3" } };

    /// <summary>Stored, so it never changes: the first 8 bytes of SHA-256 over "care", a zero byte and "张某".</summary>
    [Fact]
    public void The_key_is_pinned() => SameKey.Of(Care, Visit).ShouldBe(
        System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(System.Security.Cryptography.SHA256.HashData([.. "care\0"u8, .. "张某"u8])));

    [Fact]
    public void Matters_are_the_same_by_what_the_duty_says()
    {
        SameKey.Of(Care with { SameBy = "subject" }, Visit).ShouldBe(SameKey.Of(Care, Visit));
        SameKey.Of(Care with { SameBy = "place" }, Visit).ShouldBe(SameKey.Of(Care, "桥东"));
        SameKey.Of(Care with { SameBy = "house" }, Visit).ShouldBe(SameKey.Of(Care, "3"));
        SameKey.Of(Care, Visit with { Subject = "李某" }).ShouldNotBe(SameKey.Of(Care, Visit));
        SameKey.Of(Care with { Code = "other" }, Visit).ShouldNotBe(SameKey.Of(Care, Visit));
        SameKey.Of(Care with { Version = 2 }, Visit).ShouldBe(SameKey.Of(Care, Visit));
    }

    [Fact]
    public void Nothing_said_is_the_same_as_nothing()
    {
        SameKey.Of(Care, Visit with { Subject = "" }).ShouldBeNull();
        SameKey.Of(Care with { SameBy = "place" }, Visit with { Place = null }).ShouldBeNull();
        SameKey.Of(Care with { SameBy = "flat" }, Visit).ShouldBeNull();
    }
}
