using TaskManager.Dispatcher.Demo;

namespace TaskManager.Tests.Unit.Demo;

public class DemoPaceTests
{
    /// <summary>Of the tasks of a matter, those that no register answers, as the month has them.</summary>
    private const double PersonsTasks = 1.05;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    public void A_day_leaves_the_open_tasks_in_their_band_and_the_matters_under_their_bound(double speed)
    {
        var (open, matters) = (100d, 5_000d);
        for (var second = 0; second < 24 * 60 * 60; second++)
        {
            var pace = DemoPace.For((int)open, (long)matters, TimeSpan.FromSeconds(second), speed);
            matters += pace.Issued;
            open += (pace.Issued * PersonsTasks) - Math.Min(pace.Reported, open);
            open.ShouldBeInRange(50, DemoPace.OpenUsual * 2);
        }

        matters.ShouldBeInRange(5_000, DemoPace.MattersMax + 1);
        open.ShouldBeInRange(DemoPace.OpenUsual / 2, DemoPace.OpenUsual * 1.5);
    }

    [Fact]
    public void Speed_0_does_nothing_and_twice_the_speed_twice_as_much()
    {
        var still = DemoPace.For(900, 5_000, TimeSpan.FromMinutes(1), 0);
        (still.Issued, still.Reported).ShouldBe((0, 0));
        DemoPace.For(900, 5_000, TimeSpan.FromMinutes(1), 2).Issued.ShouldBe(2 * DemoPace.For(900, 5_000, TimeSpan.FromMinutes(1), 1).Issued, 1e-9);
    }
}
