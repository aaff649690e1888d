namespace TaskManager.Dispatcher.Duties;

public sealed record City(string Code, string Name, string? NameEn, string Zone);
