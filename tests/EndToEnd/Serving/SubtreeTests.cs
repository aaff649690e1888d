using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>A thousand users of random roles and units ask for everything there is to read: not one row of another unit's comes back.</summary>
public sealed partial class SubtreeTests : IAsyncLifetime
{
    private const int Seed = 20261125;
    private const int Users = 1000;
    private const int AtOnce = 8;
    private static readonly string[] Roles = ["Committee", "Member", "Reviewer", "Supervisor", "Operator", "Integration"];

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private Service service = null!;

    public async ValueTask InitializeAsync() => service = await Service.StartAsync(folder.Of("data"));

    [Fact]
    public async Task A_thousand_random_users_see_nothing_outside_their_subtree()
    {
        var city = await BuildAsync();
        var random = new Random(Seed);
        var users = Enumerable.Range(0, Users).Select(_ =>
        {
            var role = Roles[random.Next(Roles.Length)];
            return (Role: role, Unit: (string?)city.Units[random.Next(city.Units.Count)].Code, Member: role is "Member" ? city.Members[random.Next(city.Members.Count)].Code : null);
        }).ToList();
        var tokens = service.AddTokens(users);
        var reads = Rights.OfTable().Where(right => right.Method is "GET" && !right.Allowed.Contains("stranger") && !right.Route.StartsWith("/_framework", StringComparison.Ordinal) && !right.Route.StartsWith("/openapi", StringComparison.Ordinal)).ToList();
        reads.Count.ShouldBeGreaterThan(12);
        var outside = new ConcurrentBag<string>();
        var rows = 0L;
        await Parallel.ForEachAsync(Enumerable.Range(0, Users), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (i, cancel) =>
        {
            var (user, token) = (users[i], tokens[i]);
            var units = city.Under(user.Unit!);
            var own = city.Tasks.Where(task => units.Contains(task.Unit)).Select(task => task.Number).ToHashSet();
            var foreign = city.OutsideOf(units);
            foreign.ExceptWith(city.Tasks.Where(task => own.Contains(task.Number)).Select(task => task.Grid ?? "")); // a department's task lies in some town's grid
            foreign.Remove(user.Member ?? ""); // one's own number is no secret
            var strange = city.Tasks.FirstOrDefault(task => !own.Contains(task.Number)).Number ?? "RW20000101-000001";
            foreach (var right in reads)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address, right.Path(strange)));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Found or HttpStatusCode.NotFound)
                {
                    continue; // not let in, sent to another page, or there is nothing there
                }

                var body = await ReadAsync(answer, cancel);
                if (answer.StatusCode is not HttpStatusCode.OK || body.Contains(strange, StringComparison.Ordinal))
                {
                    outside.Add($"{user} {right.Route}: {(int)answer.StatusCode} {strange}");
                }

                foreach (var word in Words().Matches(WebUtility.HtmlDecode(body)).Select(match => match.Value).Distinct())
                {
                    rows += own.Contains(word) ? 1 : 0;
                    if (foreign.Contains(word))
                    {
                        outside.Add($"{user} {right.Route}: {word}");
                    }
                }

                if (right.Route is "/api/v1/metrics" && JsonDocument.Parse(body).RootElement.GetProperty("overall").GetProperty("issued").GetInt64() is var issued && issued != own.Count)
                {
                    outside.Add($"{user} figures count {issued} of {own.Count}");
                }
            }
        });
        outside.Take(20).ShouldBeEmpty($"{outside.Count} in all, seed {Seed}");
        rows.ShouldBeGreaterThan(1000, "users see what is theirs");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await service.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>The whole of an answer; of a stream what comes first.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            return await answer.Content.ReadAsStringAsync(cancel);
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        soon.CancelAfter(TimeSpan.FromSeconds(2));
        var text = new System.Text.StringBuilder();
        try
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(soon.Token));
            while (await lines.ReadLineAsync(soon.Token) is { Length: > 0 } line)
            {
                text.AppendLine(line);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing more came in time.
        }

        return text.ToString();
    }

    /// <summary>Issues some work in every part of the city.</summary>
    private async Task<Tree> BuildAsync()
    {
        async Task<List<JsonElement>> AllAsync(string what) => [.. (await service.GetAsync($"api/v1/{what}", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json.EnumerateArray()];
        var units = (await AllAsync("units")).ConvertAll(unit => (Code: unit.Text("code"), Parent: unit.TextOrNull("parent")));
        var grids = (await AllAsync("grids")).ConvertAll(grid => (Code: grid.Text("code"), Unit: grid.Text("unit")));
        var members = (await AllAsync("members")).ConvertAll(member => (Code: member.Text("code"), Unit: member.Text("unit")));
        var duties = await AllAsync("duties");
        var random = new Random(Seed);
        var matters = Enumerable.Range(0, 600).Select(i => new { duty = duties[random.Next(duties.Count)].Text("code"), subject = "some subject", grid = i % 10 is 0 ? null : grids[random.Next(grids.Count)].Code }).ToList();
        (await service.PostAsync("api/v1/matters", service.CommitteeToken, matters)).ShouldBe(HttpStatusCode.Created);
        var tasks = new List<(string Number, string Unit, string? Grid)>();
        for (string? after = ""; after is not null;)
        {
            var page = (await service.GetAsync($"api/v1/tasks?limit=200&after={after}", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json;
            tasks.AddRange(page.GetProperty("items").EnumerateArray().Select(task => (task.Text("number"), task.Text("unit"), task.TextOrNull("grid"))));
            after = page.TextOrNull("next");
        }

        tasks.Select(task => task.Unit).Distinct().Count().ShouldBeGreaterThan(20);
        return new Tree(units, grids, members, tasks, duties.Select(duty => duty.Text("area")).ToHashSet());
    }

    private sealed record Tree(
        List<(string Code, string? Parent)> Units, List<(string Code, string Unit)> Grids, List<(string Code, string Unit)> Members, List<(string Number, string Unit, string? Grid)> Tasks, HashSet<string> Areas)
    {
        public HashSet<string> Under(string unit)
        {
            var under = new HashSet<string> { unit };
            while (under.Count < under.Union(Units.Where(each => each.Parent is { } parent && under.Contains(parent)).Select(each => each.Code)).Count())
            {
                under.UnionWith(Units.Where(each => each.Parent is { } parent && under.Contains(parent)).Select(each => each.Code));
            }

            return under;
        }

        /// <summary>Numbers and codes that say something of another unit. Codes that are words of everyday or fields of work, too, are left out.</summary>
        public HashSet<string> OutsideOf(HashSet<string> units) =>
        [
            .. Tasks.Where(task => !units.Contains(task.Unit)).Select(task => task.Number),
            .. Grids.Where(grid => !units.Contains(grid.Unit)).Select(grid => grid.Code),
            .. Members.Where(member => !units.Contains(member.Unit)).Select(member => member.Code),
            .. Units.Select(unit => unit.Code).Where(unit => !units.Contains(unit) && unit.Contains('-', StringComparison.Ordinal) && !Areas.Contains(unit)),
        ];
    }

    /// <summary>Everything that could be a number or a code.</summary>
    [GeneratedRegex("[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Words();
}
