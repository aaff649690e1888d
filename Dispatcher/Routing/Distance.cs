using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Distances within a city.</summary>
public static class Distance
{
    private const double KilometresPerDegree = 111.195; // of a great circle: 6,371 km × π / 180

    /// <summary>
    /// As the crow flies, in kilometres; on a plane that touches the globe between the two, which within 100 km is off by less than
    /// 0.1 % below 60° of latitude.
    /// </summary>
    public static double Kilometres(Position one, Position other)
    {
        var north = one.Latitude - other.Latitude;
        var east = (one.Longitude - other.Longitude) * Math.Cos((one.Latitude + other.Latitude) * (Math.PI / 360));
        return Math.Sqrt((north * north) + (east * east)) * KilometresPerDegree;
    }
}
