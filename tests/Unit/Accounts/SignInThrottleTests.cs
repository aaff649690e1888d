using System.Net;
using TaskManager.Dispatcher.Accounts;

namespace TaskManager.Tests.Unit.Accounts;

public class SignInThrottleTests
{
    private readonly Clock clock = new();

    [Fact]
    public void After_five_wrong_attempts_each_further_one_waits_twice_as_long_up_to_five_minutes()
    {
        var throttle = new SignInThrottle(clock);
        var waits = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            throttle.Failed("a:li");
            var wait = throttle.Wait("a:li") ?? TimeSpan.Zero;
            waits.Add(wait.TotalSeconds);
            clock.Now += wait;
            throttle.Wait("a:li").ShouldBeNull("waited long enough");
        }

        waits.Take(4).ShouldAllBe(wait => wait == 0);
        waits.Skip(4).Take(5).ShouldBe([1, 2, 4, 8, 16]);
        waits[^1].ShouldBe(300);

        // A day of guessing is next to nothing.
        (waits.Count + (86_400 / 300)).ShouldBeLessThan(400);
        throttle.Succeeded("a:li");
        throttle.Wait("a:li").ShouldBeNull();
    }

    [Fact]
    public void Keys_do_not_touch_each_other_and_are_forgotten_after_half_an_hour()
    {
        var throttle = new SignInThrottle(clock);
        for (var i = 0; i < 30; i++)
        {
            throttle.Failed(SignInThrottle.OfAccount("li"));
        }

        throttle.Wait(SignInThrottle.OfDevice("li", "own")).ShouldBeNull("a known browser is counted by itself");
        throttle.Wait(SignInThrottle.OfAccount("wang")).ShouldBeNull();
        clock.Now += TimeSpan.FromMinutes(31);
        throttle.Failed(SignInThrottle.OfAccount("li"));
        throttle.Wait(SignInThrottle.OfAccount("li")).ShouldBeNull();
    }

    [Fact]
    public void A_million_keys_keep_memory_flat()
    {
        var throttle = new SignInThrottle(clock);
        for (var i = 0; i < 1_000_000; i++)
        {
            throttle.Failed($"i:{i}");
        }

        throttle.Keys.ShouldBeLessThanOrEqualTo(100_000);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void The_addresses_one_host_can_have_count_as_one(string one, string other, bool same) =>
        (SignInThrottle.OfAddress(IPAddress.Parse(one)) == SignInThrottle.OfAddress(IPAddress.Parse(other))).ShouldBe(same);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
