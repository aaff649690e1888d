namespace TaskManager.Dispatcher.Demo;

/// <summary>What <c>serve --demo</c> was asked for.</summary>
/// <param name="Speed">How fast the city works: 1 is about 20 matters a minute, 0 stands still, at most 60.</param>
/// <param name="Seed">What the month is drawn from; the same seed and the same end make the same month.</param>
public sealed record DemoSettings(double Speed, int Seed)
{
    public const double SpeedMax = 60;

    public const double DefaultSpeed = 1;

    /// <summary>The city's division code.</summary>
    public const int DefaultSeed = 320685;

    /// <summary>A folder of its own, so that invented and real data never meet by default.</summary>
    public const string DefaultFolder = "./data-demo";
}
