namespace TaskManager.Dispatcher.Duties;

/// <summary>A place: degrees of WGS 84.</summary>
/// <param name="Longitude">−180 to 180.</param>
/// <param name="Latitude">−90 to 90.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Position(double Longitude, double Latitude);

/// <summary>The area of a grid, as a map draws it.</summary>
/// <param name="Grid">Code of the grid.</param>
/// <param name="Polygons">Its polygons; of each, the outer ring and then the holes. A ring's last position is its first.</param>
/// <param name="IsSchematic">示意图: not surveyed; a map must say so.</param>
public sealed record GridShape(string Grid, IReadOnlyList<IReadOnlyList<IReadOnlyList<Position>>> Polygons, bool IsSchematic);
