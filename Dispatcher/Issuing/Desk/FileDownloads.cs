using CsvHelper;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>Files that the pages of issuing offer.</summary>
internal static class FileDownloads
{
    private const string Csv = "text/csv; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/issue/file").RequireAuthorization(policy => policy.RequireRole(nameof(Role.Committee))).ExcludeFromDescription();
        files.MapGet("/template.csv", Template);
        files.MapGet("/{id:guid}/wrong.csv", WrongAsync);
    }

    private static IResult Template(string? duty, CurrentCatalogue current, Language language)
    {
        using var file = new MemoryStream();
        using (var writer = CsvWriter.Create(file, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true))
        {
            writer.WriteHeader([.. StandardColumns.Header(language.IsEnglish, duty is null ? null : current.Value.FindDuty(duty))]);
        }

        return Results.File(file.ToArray(), Csv, language["派发模板.csv", "issue-template.csv"]);
    }

    private static async Task<IResult> WrongAsync(Guid id, HttpContext context, UploadStore uploads, CurrentCatalogue current, Language language, TimeProvider clock, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        if (await uploads.FindAsync(caller.Owner, id, cancel) is not { } kept)
        {
            return Results.NotFound();
        }

        var (mapping, result) = UploadedFiles.Read(kept, caller, current.Value, Instants.Now(clock));
        return result is ReadFile file
            ? Results.File(WrongRowsFile.Of(kept.Body, mapping, file, language), Csv, language["错误行.csv", "wrong-rows.csv"])
            : Results.NotFound();
    }
}
