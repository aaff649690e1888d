using System.Text;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>Reads a kept file again, in the way it was read when it came.</summary>
internal static class UploadedFiles
{
    public static (Mapping Mapping, FileResult Result) Read(UploadedFile file, Caller caller, Catalogue catalogue, DateTimeOffset now)
    {
        var mapping = file.Mapping is { } yaml
            ? MappingReader.Parse(Encoding.UTF8.GetBytes(yaml), "mapping", [], MappingUse.Upload)! // checked when it came
            : StandardColumns.Of(file.Body, $"upload:{caller.Owner}", catalogue);
        return (mapping, FileReading.Read(file.Body, file.Name, file.Mapping is null ? null : mapping, caller, catalogue, now));
    }
}
