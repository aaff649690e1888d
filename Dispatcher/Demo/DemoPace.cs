namespace TaskManager.Dispatcher.Demo;

/// <summary>How much is done in a second.</summary>
/// <param name="Issued">Matters issued, on average.</param>
/// <param name="Reported">Tasks that members report, on average.</param>
/// <param name="LateFirst">Share of the reports that go to overdue tasks first.</param>
public sealed record DemoPace(double Issued, double Reported, double LateFirst)
{
    /// <summary>Matters a minute at speed 1.</summary>
    public const double MattersAMinute = 20;

    /// <summary>Open tasks the city swings about.</summary>
    public const int OpenUsual = 900;

    /// <summary>Most matters that a demo ever holds; the nearer it comes, the less is issued.</summary>
    public const int MattersMax = 100_000;

    /// <summary>Tasks of a matter that a person does, on average.</summary>
    private const double PersonsShare = 1.05;

    /// <summary>How long late work piles up and is cleared again, at any speed.</summary>
    private static readonly TimeSpan Wave = TimeSpan.FromMinutes(12);

    /// <summary>
    /// Decides by what is open: more is issued while little is, more is reported while much is, so that the open tasks stay
    /// in a band whatever happens; and in waves, so that overdue tasks grow and are cleared.
    /// </summary>
    /// <param name="open">Tasks that members could do something about.</param>
    /// <param name="matters">Matters there are.</param>
    /// <param name="running">How long the city has been running.</param>
    /// <param name="speed">1 is the usual.</param>
    public static DemoPace For(int open, long matters, TimeSpan running, double speed)
    {
        var full = (double)open / OpenUsual;
        var wave = -Math.Sin(running / Wave * 2 * Math.PI); // it begins by piling up
        var second = MattersAMinute / 60 * speed;
        var room = Math.Clamp(1 - ((double)matters / MattersMax), 0, 1);
        return new DemoPace(
            second * room * Math.Clamp(2.2 - full, 0, 1.5),
            second * PersonsShare * room * Math.Clamp(full * full, .1, 4) * (1 + (.5 * wave)),
            wave > 0 ? .55 : .1);
    }
}
