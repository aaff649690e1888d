using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Photos;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Feedback;

public class ReportCheckTests
{
    private static readonly CleanPhoto Photo = new("image/jpeg", 1, 1, [1]);

    private static readonly Step Asking = new("visit", "走访", "Visit")
    {
        Form =
        [
            new FormField("count", "人数", "People", FormFieldType.Number, true, []),
            new FormField("safe", "是否安全", "Safe", FormFieldType.YesNo, true, []),
            new FormField("day", "日期", "Day", FormFieldType.Date, false, []),
            new FormField("kind", "类型", "Kind", FormFieldType.Choice, false, ["甲", "乙"]),
        ],
    };

    [Fact]
    public void What_the_form_asks_for_is_asked_for_in_both_languages()
    {
        var errors = ReportCheck.Of(Asking, Report(new() { ["count"] = "many", ["day"] = "22.11.2026", ["kind"] = "丙", ["colour"] = "red" }));

        errors.Select(error => error.Field).ShouldBe(["fields/count", "fields/safe", "fields/day", "fields/kind", "fields/colour"]);
        errors.ShouldAllBe(error => error.Problem.Length > 0 && error.Remedy.Length > 0 && error.Chinese.Length > 0 && error.English.Length > 0);
        errors[1].Chinese.ShouldBe("请填写“是否安全”。");
        ReportCheck.Of(Asking, Report(new() { ["count"] = "12.5", ["safe"] = "true", ["day"] = "2026-11-22", ["kind"] = "乙" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Asked.None, 0, true)]
    [InlineData(Asked.None, 1, false)]
    [InlineData(Asked.Optional, 0, true)]
    [InlineData(Asked.Optional, 5, true)]
    [InlineData(Asked.Optional, 6, false)]
    [InlineData(Asked.Required, 0, false)]
    [InlineData(Asked.Required, 1, true)]
    public void A_photo_is_taken_only_where_the_step_asks_for_one(Asked asked, int photos, bool fits)
    {
        var errors = ReportCheck.Of(new Step("do", "办", null) { Photo = asked }, Report([]) with { Photos = [.. Enumerable.Repeat(Photo, photos)] });

        errors.Select(error => error.Field).ShouldBe(fits ? [] : ["photos"]);
    }

    [Fact]
    public void A_place_is_taken_only_where_the_step_asks_for_one_and_words_will_do()
    {
        var (words, position, nowhere) = (new ReportedPlace("村口", null, false), new ReportedPlace(null, new PhotoPlace(32.5, 120.5), false), new ReportedPlace(null, new PhotoPlace(95, 0), false));

        Errors(Asked.None, words).ShouldBe(["place"]);
        Errors(Asked.None, null).ShouldBeEmpty();
        Errors(Asked.Required, null).ShouldBe(["place"]);
        Errors(Asked.Required, words).ShouldBeEmpty();
        Errors(Asked.Required, position).ShouldBeEmpty();
        Errors(Asked.Optional, nowhere).ShouldBe(["place"]);
        Errors(Asked.Optional, words with { Words = new string('远', 201) }).ShouldBe(["place"]);

        static IEnumerable<string> Errors(Asked asked, ReportedPlace? place) =>
            ReportCheck.Of(new Step("do", "办", null) { Place = asked }, Report([]) with { Place = place }).Select(error => error.Field);
    }

    [Fact]
    public void A_place_stands_in_the_evidence_beside_the_fields()
    {
        var report = Report(new() { ["count"] = " 3 " }) with { Place = new ReportedPlace("村口", new PhotoPlace(32.5, 120.5), IsFromPhoto: true) };

        report.Evidence().ShouldBe(new Dictionary<string, string>
        {
            ["count"] = "3",
            ["place.words"] = "村口",
            ["place.latitude"] = "32.5",
            ["place.longitude"] = "120.5",
            ["place.from"] = "photo",
        }, ignoreOrder: true);
    }

    private static MemberReport Report(Dictionary<string, string> fields) => new("", fields);
}
