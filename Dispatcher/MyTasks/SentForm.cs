using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Photos;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.MyTasks;

/// <summary>What a person is told of a form that was not taken.</summary>
/// <param name="Form">Which form of the page: <c>report</c>, <c>return</c>, <c>transfer</c>, <c>accept</c>.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Chinese">Above the form.</param>
/// <param name="English">The same.</param>
public sealed record FormAnswer(string Form, int Status, string Chinese, string English)
{
    /// <summary>What is wrong with which field, by the field's name on the page.</summary>
    public IReadOnlyDictionary<string, (string Chinese, string English)> Errors { get; init; } = new Dictionary<string, (string, string)>(0);

    /// <summary>What was typed, by the field's name, so that nothing is typed twice.</summary>
    public IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>(0);
}

/// <summary>A form of the member's page as it was sent. Nobody's disk or memory is filled: every size has its limit before it is read.</summary>
internal sealed class SentForm(IFormCollection form)
{
    /// <summary>Bytes of the request: five photos and what is around them.</summary>
    public const long BytesMax = 42 * 1024 * 1024;

    /// <summary>Bytes up to which a request that is too large is heard out, so that its sender can be told.</summary>
    private const long HeardOutMax = 128 * 1024 * 1024;

    /// <summary>What stands before the names of the step's own fields, so that none meets one of the page's.</summary>
    public const string FieldPrefix = "f.";

    public const string Photos = "photos";

    private static readonly FormOptions Limits = new()
    {
        MultipartBodyLengthLimit = BytesMax,
        MultipartBoundaryLengthLimit = 128,
        MultipartHeadersCountLimit = 8,
        ValueCountLimit = 128,
        KeyLengthLimit = 200,
        ValueLengthLimit = 64 * 1024,
    };

    public string Act => Text("act");

    public IReadOnlyDictionary<string, string> Typed =>
        form.Where(each => each.Key is not "__RequestVerificationToken").ToDictionary(each => each.Key, each => each.Value.ToString());

    /// <summary>Reads the form; null and the reason, when it cannot be read or does not come from the service's own page.</summary>
    public static async Task<(SentForm? Form, FormAnswer? Refused)> ReadAsync(HttpContext context, string name, IAntiforgery antiforgery, CancellationToken cancel)
    {
        var request = context.Request;
        if (!request.HasFormContentType)
        {
            return (null, new FormAnswer(name, StatusCodes.Status400BadRequest, "提交的不是表单，什么都没有改变。", "What was sent is no form; nothing was changed."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = request.ContentLength > BytesMax ? HeardOutMax : BytesMax;
        }

        try
        {
            if (request.ContentLength > BytesMax)
            {
                // A browser that is still sending does not read an answer; so it is heard out and nothing of it is kept.
                await request.Body.CopyToAsync(Stream.Null, cancel);
                return (null, TooLarge(name));
            }

            var form = await request.ReadFormAsync(Limits, cancel);
            return await antiforgery.IsRequestValidAsync(context)
                ? (new SentForm(form), null)
                : (null, new FormAnswer(name, StatusCodes.Status400BadRequest, "页面已过期，什么都没有改变。请重新填写并提交。", "The page has expired; nothing was changed. Fill it in and send it again."));
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge(name));
        }
        catch (InvalidDataException)
        {
            return (null, new FormAnswer(name, StatusCodes.Status400BadRequest, "表单不完整或超出限制，什么都没有改变。", "The form is cut off or beyond its limits; nothing was changed."));
        }
    }

    public string Text(string name) => form[name].ToString().Trim();

    /// <summary>The report, with its photos cleaned; or what is wrong with them.</summary>
    public async Task<(MemberReport Report, IReadOnlyList<(string Chinese, string English)> PhotoErrors)> ReportAsync(Step step, Member member, CancellationToken cancel)
    {
        var files = form.Files.GetFiles(Photos).Where(file => file.Length > 0).ToList();
        var (photos, errors) = (new List<CleanPhoto>(), new List<(string, string)>());
        if (files.Count > PhotoCheck.CountMax)
        {
            errors.Add(($"共 {files.Count} 张照片，最多 {PhotoCheck.CountMax} 张。", $"{files.Count} photos; at most {PhotoCheck.CountMax}."));
            files.Clear();
        }

        foreach (var (file, i) in files.Select((file, i) => (file, i + 1)))
        {
            switch (file.Length > PhotoCheck.BytesMax ? PhotoCheck.TooLarge(file.Length) : PhotoCheck.Of(await BytesAsync(file, cancel)))
            {
                case CleanPhoto photo: photos.Add(photo); break;
                case RefusedPhoto refused: errors.Add(($"第 {i} 张：{refused.Chinese}", $"Photo {i}: {refused.English}")); break;
            }
        }

        var fields = form.Where(field => field.Key.StartsWith(FieldPrefix, StringComparison.Ordinal) && field.Value.ToString().Trim().Length > 0)
            .ToDictionary(field => field.Key[FieldPrefix.Length..], field => field.Value.ToString().Trim());
        return (new MemberReport(Lines(Text("note")), fields) { Act = ActId.Of(Act, member), Photos = photos, Place = Place(step, photos) }, errors);
    }

    /// <summary>Browsers send line ends as two characters; they are kept as one.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    /// <summary>As the member says it; else as a photo says it, and only where the step asks.</summary>
    private ReportedPlace? Place(Step step, IEnumerable<CleanPhoto> photos)
    {
        var words = Text("place") is { Length: > 0 } given ? given : null;
        var phone = Degrees("latitude") is { } latitude && Degrees("longitude") is { } longitude ? new PhotoPlace(latitude, longitude) : null;
        var photo = step.Place is Asked.None || phone is not null ? null : photos.Select(each => each.Place).FirstOrDefault(place => place is not null);
        return words is null && phone is null && photo is null ? null : new ReportedPlace(words, phone ?? photo, IsFromPhoto: phone is null && photo is not null);
    }

    /// <summary>Six decimals are a hand's breadth; more would be a show of precision.</summary>
    private double? Degrees(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && double.IsFinite(degrees) ? Math.Round(degrees, 6) : null;

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken cancel)
    {
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    private static FormAnswer TooLarge(string name) => new(
        name, StatusCodes.Status413PayloadTooLarge, "照片合计超过 40 MB，什么都没有改变。请减少张数或缩小照片。", "The photos have more than 40 MB together; nothing was changed. Send fewer or smaller ones.");
}
