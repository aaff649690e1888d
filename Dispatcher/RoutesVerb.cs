using System.CommandLine;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher;

/// <summary><c>routes</c>: every address the service answers, and which rule says who may call it. docs/rights.md is checked against it.</summary>
public static class RoutesVerb
{
    /// <summary>One address.</summary>
    /// <param name="Method">GET, POST …; <c>*</c>: any.</param>
    /// <param name="Route">With its parameters, for example <c>/api/v1/tasks/{idOrNumber}</c>.</param>
    /// <param name="Rule">Names of the rules that must all be met; <c>open</c>: strangers may call it; <c>SignedIn</c>: the rule for everything that names none.</param>
    public sealed record RouteView(string Method, string Route, string Rule);

    public static Command Create(Func<DataFolder, WebApplication> build, Action<WebApplication> map)
    {
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("routes", "List every address the service answers, and who may call it.") { data, json };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Share(parsed.GetValue(data)!);
            await using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel); // the bus names the queues of the catalogue
            map(service);
            var views = ((IEndpointRouteBuilder)service).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(ViewsOf).Distinct().OrderBy(view => view.Route, StringComparer.Ordinal).ThenBy(view => view.Method, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json))
            {
                Verb.Print(views);
                return;
            }

            foreach (var view in views)
            {
                Console.Out.WriteLine($"{view.Method,-7} {view.Route,-50} {view.Rule}");
            }
        });
        return command;
    }

    private static IEnumerable<RouteView> ViewsOf(RouteEndpoint endpoint)
    {
        var route = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
        var rules = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(rule => rule.Policy ?? "SignedIn").Distinct().ToList();
        var rule = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "open" : rules.Count is 0 ? "SignedIn" : string.Join('+', rules);

        // A page answers GET; the framework maps POST to it too, for forms that name the page itself, of which there are none.
        var methods = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null
            ? ["GET"]
            : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Select(method => new RouteView(method, route, rule));
    }
}
