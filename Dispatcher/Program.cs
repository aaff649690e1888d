using System.CommandLine;
using System.Text;
using MassTransit;
using TaskManager.Bus;
using TaskManager.Dispatcher;
using TaskManager.Dispatcher.Accounts;
using TaskManager.Dispatcher.Bench;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Demo;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Issuing.Replaying;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.Metrics.Board;
using TaskManager.Dispatcher.Metrics.Map;
using TaskManager.Dispatcher.MyTasks;
using TaskManager.Dispatcher.Operating;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Simulating;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Dispatcher.Web;
using TaskManager.Telemetry;
using TaskManager.Worker;
using TaskManager.Worker.Assignments;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("TaskManager 任务管家: turns duties into tasks, dispatches them, and shows how long everything takes.")
{
    ServeVerb.Create(BuildWeb, MapPages),
    RoutesVerb.Create(data => BuildWeb(data, null), MapPages),
    MigrateVerb.Create(Build),
    CatalogueVerb.Create(BuildForChanges),
    TokenVerb.Create(Build),
    ReplayVerb.Create(BuildForChanges, ReplayFigures.PrintAsync),
    ReportVerb.Create(Build),
    SimulateVerb.Create(Build),
    VerifyJournalVerb.Create(Build),
    BenchVerb.Create(Build),
};
var isVerb = args is [var first, ..] && (first is "--help" or "-h" or "-?" or "--version" || !first.StartsWith('-'));
return await root.Parse(isVerb ? args : ["serve", .. args]).InvokeAsync();

// The whole service on a data folder, without pages. Started or not is the verb's business.
static IHost Build(DataFolder data) => Builder(data).Build();

// The same for what changes a city: a demo is refused.
static IHost BuildForChanges(DataFolder data)
{
    var builder = Builder(data);
    builder.Services.AddRefusalOfDemo();
    return builder.Build();
}

static HostApplicationBuilder Builder(DataFolder data)
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
    AddSlices(builder, data, demo: null);
    return builder;
}

static WebApplication BuildWeb(DataFolder data, DemoSettings? demo)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    AddSlices(builder, data, demo);
    if (demo is null)
    {
        builder.Services.AddRefusalOfDemo();
    }

    builder.AddWeb();
    builder.Services.AddMenu();
    builder.Services.AddDutyPages();
    builder.Services.AddBoard(builder.Configuration);
    builder.Services.AddWaking(builder.Configuration);
    if (string.IsNullOrEmpty(builder.Configuration["urls"]))
    {
        builder.WebHost.UseUrls("http://localhost:5080");
    }

    return builder.Build();
}

// Slices in the order of the flow.
static void AddSlices(IHostApplicationBuilder builder, DataFolder data, DemoSettings? demo)
{
    var services = builder.Services;
    builder.AddLogs();
    builder.AddTelemetry(TelemetrySetup.Dispatcher);
    services.AddSingleton(TimeProvider.System);
    services.AddStorage(builder.Configuration, data);
    services.AddSchedules();
    services.AddDuties();
    services.AddPeople();
    services.AddAccounts(builder.Configuration);
    services.AddIssuing();
    services.AddMemberRouting();
    services.AddLive(builder.Configuration);
    services.AddPublishing();
    services.AddPhotos();
    services.AddFeedback();
    services.AddFigures();
    services.AddTasks();
    services.AddMyTasks();
    services.AddSimulating();
    services.AddDeadLetters();
    services.AddOperating();
    services.AddDemo(builder.Configuration, demo);

    AddTransport(services, builder.Configuration);
    services.AddHostedService<OutboxRelay>();
    services.AddHostedService(parts => parts.GetRequiredService<OutboxGivingUp>());
}

// The bus, and on it the answers of all Workers; embedded, the Worker itself, which then serves every lane.
static void AddTransport(IServiceCollection services, IConfiguration configuration)
{
    var settings = BusSettings.Read(configuration);
    var isHosting = WorkerSetup.IsHosted(configuration, settings);
    if (isHosting)
    {
        services.AddWorker(configuration);
    }

    if (settings.Transport is BusTransport.RabbitMq)
    {
        services.AddSingleton<LanesNow>(provider => () => provider.GetRequiredService<CurrentCatalogue>() is { IsLoaded: true, Value: var catalogue } ? catalogue.Lanes : []);
        services.AddSingleton<QueueMade>(provider => queue => provider.GetRequiredService<Database>().WriteAsync(
            session => provider.GetRequiredService<Outbox>().RefillAsync(session, queue), CancellationToken.None));
        services.AddHostedService<BusWatch>();
    }

    services.AddBus(
        settings,
        consumers =>
        {
            consumers.AddConsumer<FeedbackReportedConsumer>();
            if (isHosting)
            {
                consumers.AddConsumer<AssignmentsSentConsumer>();
            }
        },
        provider =>
        [
            BusEndpoint.For<FeedbackReportedConsumer>(Queues.Feedback) with { AtOnceMax = FeedbackReportedConsumer.AtOnceMax, Passes = FeedbackReportedConsumer.Passes },
            .. isHosting ? provider.GetRequiredService<CurrentCatalogue>().Value.Lanes.SelectMany(WorkerSetup.EndpointsOf) : [],
        ]);
}

static void MapPages(WebApplication app)
{
    app.UseDemoMark();
    app.UseWeb();
    app.MapIssuing();
    app.MapDuties();
    app.MapTasks();
    app.MapFeedback();
    app.MapMyTasks();
    app.MapFigures();
    app.MapBoard();
    app.MapGridMap();
    app.MapLive();
    app.MapDeadLetters();
    app.MapOperating();
    app.MapAccounts();
    app.MapWeb();
}
