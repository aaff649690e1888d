using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.MyTasks;

/// <summary>The member's own pages: <c>/my</c>, <c>/my/{number}</c>, and the forms on them.</summary>
public static class MyTasksSetup
{
    public static void AddMyTasks(this IServiceCollection services)
    {
        services.AddSingleton<MyQueries>();
        services.AddSingleton<FormParts>();
    }

    public static void MapMyTasks(this IEndpointRouteBuilder routes)
    {
        var my = routes.MapGroup("/my").RequireAuthorization(Policies.Works).ExcludeFromDescription();
        my.MapPost("/{number}/accept", (string number, HttpContext context, FormParts parts, MemberWork work) =>
            ActAsync(number, "accept", context, parts, async (act, _, _) => Then(await work.AcceptAsync(act.Task.Id, act.Member, act.Scope, context.RequestAborted), $"/my/{number}")));
        my.MapPost("/{number}/report", (string number, HttpContext context, FormParts parts, MemberWork work) =>
            ActAsync(number, "report", context, parts, async (act, form, step) =>
            {
                var (report, photoErrors) = await form.ReportAsync(step, act.Member, context.RequestAborted);
                return photoErrors.Count > 0
                    ? (new BadReport([.. photoErrors.Select(error => new ReportError(SentForm.Photos, error.English, "", error.Chinese, error.English))]), "")
                    : Then(await work.ReportAsync(act.Task.Id, act.Member, act.Scope, report, context.RequestAborted), $"/my?did=report&number={number}");
            }));
        my.MapPost("/{number}/return", (string number, HttpContext context, FormParts parts, PassingOn passing) =>
            ActAsync(number, "return", context, parts, async (act, form, _) =>
                Then(await passing.ReturnAsync(act.Task.Id, act.Member, act.Scope, Reason(form), ActId.Of(form.Act, act.Member), context.RequestAborted), $"/my?did=return&number={number}")));
        my.MapPost("/{number}/transfer", (string number, HttpContext context, FormParts parts, PassingOn passing) =>
            ActAsync(number, "transfer", context, parts, async (act, form, _) => form.Text("to") is { Length: > 0 } to
                ? Then(await passing.TransferAsync(act.Task.Id, act.Member, act.Scope, to is ToDesk ? null : to, Reason(form), ActId.Of(form.Act, act.Member), context.RequestAborted), $"/my?did=transfer&number={number}")
                : (new BadReport([new ReportError("to", "Nobody is chosen.", "", "请选择转给谁。", "Choose to whom.")]), "")));
    }

    /// <summary>The value of the duty desk among the colleagues; no member's number has a dash first.</summary>
    public const string ToDesk = "-desk";

    /// <summary>Who does something to which task.</summary>
    private sealed record Act(DutyTask Task, Member Member, Scope Scope);

    private static (WorkResult Result, string To) Then(WorkResult result, string to) => (result, to);

    /// <summary>Reads the form, does what it asks, and answers with a redirect; or with the page again, and what was typed still in it.</summary>
    private static async Task<IResult> ActAsync(
        string number, string name, HttpContext context, FormParts parts, Func<Act, SentForm, Step, Task<(WorkResult Result, string To)>> act)
    {
        var (form, refused) = await SentForm.ReadAsync(context, name, parts.Antiforgery, context.RequestAborted);
        if (form is null)
        {
            return Again(context, refused!);
        }

        var caller = Caller.Of(context.User);
        if (caller.Member is not { } code || parts.Current.Value.FindMember(code) is not { } member)
        {
            return Missing(context, name);
        }

        if (form.Text("person") is var person && person.Length > 0 && person != code)
        {
            // Written by somebody else on this phone, and kept until there was signal again.
            return Again(context, new FormAnswer(name, StatusCodes.Status409Conflict, "这份表单是另一位党员填写的，没有提交。", "This form was filled in by another member; it was not taken."));
        }

        // Whoever passed a task on does not see it any more, and may still send the same form again.
        if (await parts.Tasks.OfNumberAsync(number, context.RequestAborted) is not { } task)
        {
            return Missing(context, name);
        }

        var step = (await parts.Current.KnowingAsync([task], context.RequestAborted)).DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        var (result, to) = await act(new Act(task, member, caller.ScopeIn(parts.Current.Value)), form, step);
        return result switch
        {
            Done => Results.LocalRedirect(to),
            NoSuchTask => Missing(context, name),
            NotNow not => Again(context, new FormAnswer(name, StatusCodes.Status409Conflict, not.Chinese, not.English) { Typed = form.Typed }),
            BadReport bad => Again(context, new FormAnswer(name, StatusCodes.Status422UnprocessableEntity, "还不能提交，请看标出的地方。", "It cannot be sent yet: see what is marked.")
            {
                Errors = bad.Errors.GroupBy(error => Field(error.Field)).ToDictionary(field => field.Key, field => (string.Join(" ", field.Select(each => each.Chinese)), string.Join(" ", field.Select(each => each.English)))),
                Typed = form.Typed,
            }),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }

    private static RazorComponentResult<App> Missing(HttpContext context, string name) =>
        Again(context, new FormAnswer(name, StatusCodes.Status404NotFound, "没有这个任务，或它已不在您名下；什么都没有改变。", "There is no such task, or it is not yours any more; nothing was changed."));

    /// <summary>A chosen reason, and words; both where both are given.</summary>
    private static string Reason(SentForm form) => string.Join("：", ((string[])[form.Text("reason"), form.Text("words")]).Where(part => part.Length > 0));

    private static string Field(string apiField) => apiField.StartsWith("fields/", StringComparison.Ordinal) ? SentForm.FieldPrefix + apiField["fields/".Length..] : apiField;

    /// <summary>The same page once more. It finds the answer where the request keeps its things.</summary>
    private static RazorComponentResult<App> Again(HttpContext context, FormAnswer answer)
    {
        context.Items[typeof(FormAnswer)] = answer;
        return new RazorComponentResult<App> { StatusCode = answer.Status };
    }

    /// <summary>What every form needs.</summary>
    internal sealed class FormParts(IAntiforgery antiforgery, CurrentCatalogue current, TaskQueries tasks)
    {
        public IAntiforgery Antiforgery => antiforgery;

        public CurrentCatalogue Current => current;

        public TaskQueries Tasks => tasks;
    }
}
