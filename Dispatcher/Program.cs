using System.CommandLine;
using System.Text;
using MassTransit;
using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Issuing.Replaying;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Dispatcher.Web;
using TaskManager.Worker;
using TaskManager.Worker.Assignments;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var serve = ServeVerb.Create(Build);
var root = new RootCommand("TaskManager 任务管家: turns duties into tasks, dispatches them, and shows how long everything takes.")
{
    serve,
    MigrateVerb.Create(Build),
    CatalogueVerb.Create(Build),
    TokenVerb.Create(Build),
    ReplayVerb.Create(Build, ReportVerb.AsOfOption("the latest opened or closed time in the file"), ReplayFigures.PrintAsync),
    ReportVerb.Create(Build),
    VerifyJournalVerb.Create(Build),
};
return await root.Parse(args is [] || args[0] is ['-', ..] and not ("--help" or "-h" or "-?" or "--version") ? ["serve", .. args] : args).InvokeAsync();

// The whole service on a data folder, slices in the order of the flow. Started or not is the verb's business.
static WebApplication Build(DataFolder data)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    var services = builder.Services;
    services.AddSingleton(TimeProvider.System);
    services.AddStorage(data.DatabaseFile);
    services.AddDuties();
    services.AddPeople(data.Path);
    services.AddIssuing();
    services.AddMemberRouting();
    services.AddPublishing();
    services.AddFeedback();
    services.AddFigures();
    services.AddTasks();
    services.AddWeb(builder);

    // Embedded: the Worker runs in this process and serves every lane.
    services.AddWorker(builder.Configuration);
    services.AddBus(
        consumers =>
        {
            consumers.AddConsumer<FeedbackReportedConsumer>();
            consumers.AddConsumer<AssignmentsSentConsumer>();
        },
        (context, transport) =>
        {
            transport.ReceiveEndpoint(Queues.Feedback, endpoint => endpoint.ConfigureConsumer<FeedbackReportedConsumer>(context));
            foreach (var lane in context.GetRequiredService<CurrentCatalogue>().Value.Lanes)
            {
                transport.ReceiveEndpoint(Queues.Lane(lane), endpoint => endpoint.ConfigureConsumer<AssignmentsSentConsumer>(context));
            }
        });
    services.AddHostedService<OutboxRelay>();

    var service = builder.Build();
    service.UseWeb();
    service.MapIssuing();
    service.MapDuties();
    service.MapTasks();
    service.MapFeedback();
    service.MapFigures();
    service.MapPeople();
    service.MapWeb();
    return service;
}
