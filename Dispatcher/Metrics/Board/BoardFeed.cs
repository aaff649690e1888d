using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>
/// Keeps open boards fresh. Once a second, if anybody looks, it looks at the end of the journal; only when that moved, or
/// a few seconds passed, it computes each picture that is looked at, once, and sends every reader of it the texts that
/// changed. It also reads the tasks at the start.
/// </summary>
public sealed partial class BoardFeed(
    BoardStore store, BoardQueries board, Shown shown, Language language, TimeProvider clock, ILogger<BoardFeed> log) : BackgroundService
{
    /// <summary>Open boards of one caller.</summary>
    public const int OfCallerMax = 20;

    /// <summary>Open boards of one process.</summary>
    public const int OpenMax = 1_000;

    /// <summary>
    /// How long one stream lasts. Then the browser asks again, and whether its caller is still signed in, and may still see what it
    /// shows, is looked at anew.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>A beat without news tells the reader that the line is not cut, and makes deadlines pass.</summary>
    private const int BeatsEvery = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Key, bool English), Topic> topics = [];
    private readonly Dictionary<string, int> open = [];
    private int all;

    /// <summary>Opens a stream; null: this caller, or this process, has too many.</summary>
    /// <param name="ask">What to show.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="stopping">Ends it.</param>
    public IAsyncEnumerable<SseItem<string>>? Open(BoardAsk ask, string caller, CancellationToken stopping)
    {
        lock (gate)
        {
            if (all >= OpenMax || open.GetValueOrDefault(caller) >= OfCallerMax)
            {
                return null;
            }

            all++;
            open[caller] = open.GetValueOrDefault(caller) + 1;
        }

        return StreamAsync(ask, caller, language.IsEnglish, stopping);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var pace = new PeriodicTimer(Pace, clock);
        var beat = 0;
        do
        {
            try
            {
                if (!store.IsLoaded || store.IsOverfull)
                {
                    await store.LoadAsync(stoppingToken);
                }

                await LookAsync(beat++ % BeatsEvery is 0, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(log, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await NextTickAsync(pace, stoppingToken));
    }

    private static async Task<bool> NextTickAsync(PeriodicTimer pace, CancellationToken cancel)
    {
        try
        {
            return await pace.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LookAsync(bool isBeat, CancellationToken cancel)
    {
        List<Topic> watched;
        lock (gate)
        {
            watched = [.. topics.Values];
        }

        if (watched.Count is 0)
        {
            return;
        }

        await store.FollowAsync(cancel);
        foreach (var topic in watched.Where(topic => isBeat || topic.Seq != store.Seq))
        {
            var (picture, _) = await board.LookAsync(topic.Ask, follow: false, cancel);
            if (picture is not null)
            {
                topic.Seq = picture.Seq;
                topic.Tell(LiveTexts.Of(picture, shown.In(topic.Language), topic.Language), isBeat);
            }
        }
    }

    private async IAsyncEnumerable<SseItem<string>> StreamAsync(BoardAsk ask, string caller, bool english, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var words = Language.Always(english);
        var events = Channel.CreateBounded<string>(new BoundedChannelOptions(8) { SingleReader = true });
        Topic? topic = null;
        try
        {
            var (picture, _) = await board.LookAsync(ask, follow: true, end.Token);
            if (picture is not null)
            {
                var first = LiveTexts.Of(picture, shown.In(words), words);
                topic = Join(ask, english, words, events, first);
                yield return Item(LiveTexts.ToJson(first));
            }

            end.CancelAfter(Longest);
            while (picture is not null && await NextAsync(events.Reader, end.Token) is { } text)
            {
                yield return Item(text);
            }
        }
        finally
        {
            Leave(topic, events, caller);
        }
    }

    /// <summary>The next event; null: the stream is over.</summary>
    private static async Task<string?> NextAsync(ChannelReader<string> events, CancellationToken cancel)
    {
        try
        {
            return await events.WaitToReadAsync(cancel) && events.TryRead(out var text) ? text : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static SseItem<string> Item(string json) => new(json, "board") { ReconnectionInterval = TimeSpan.FromMilliseconds(500) };

    private Topic Join(BoardAsk ask, bool english, Language words, Channel<string> events, Dictionary<string, string> texts)
    {
        lock (gate)
        {
            if (!topics.TryGetValue((ask.Key, english), out var topic))
            {
                topics[(ask.Key, english)] = topic = new Topic(ask, words, english);
            }

            topic.Join(events, texts);
            return topic;
        }
    }

    private void Leave(Topic? topic, Channel<string> events, string caller)
    {
        lock (gate)
        {
            all--;
            if (--open[caller] is 0)
            {
                open.Remove(caller);
            }

            if (topic is not null && topic.Leave(events))
            {
                topics.Remove((topic.Ask.Key, topic.IsEnglish));
            }
        }
    }

    [LoggerMessage(EventId = 712, Level = LogLevel.Warning, Message = "The board could not be brought up to date; it shows as of when its figures are, and tries again every second.")]
    private static partial void Failed(ILogger log, Exception e);

    /// <summary>Everybody who looks at the same figures in the same language.</summary>
    private sealed class Topic(BoardAsk ask, Language words, bool english)
    {
        private readonly Lock gate = new();
        private readonly List<Watcher> watchers = [];

        public BoardAsk Ask => ask;

        public Language Language => words;

        public bool IsEnglish => english;

        /// <summary>The journal's last row that its readers have seen.</summary>
        public long Seq { get; set; }

        public void Join(Channel<string> events, Dictionary<string, string> texts)
        {
            lock (gate)
            {
                watchers.Add(new Watcher(events, texts));
            }
        }

        /// <summary>True: nobody is left.</summary>
        public bool Leave(Channel<string> events)
        {
            lock (gate)
            {
                watchers.RemoveAll(watcher => watcher.Events == events);
                return watchers.Count is 0;
            }
        }

        /// <summary>Sends each what is new to it. Those who have seen the same get the same text, written once.</summary>
        public void Tell(Dictionary<string, string> texts, bool isBeat)
        {
            lock (gate)
            {
                foreach (var same in watchers.GroupBy(watcher => watcher.Seen).ToList())
                {
                    var changed = texts.Where(text => same.Key.GetValueOrDefault(text.Key) != text.Value).ToList();
                    if (changed.TrueForAll(text => text.Key is "asOf") && !isBeat)
                    {
                        continue;
                    }

                    var json = LiveTexts.ToJson(changed);
                    foreach (var watcher in same)
                    {
                        watcher.Seen = texts;
                        if (!watcher.Events.Writer.TryWrite(json))
                        {
                            watcher.Events.Writer.TryComplete(); // too slow to read; it comes back and gets all
                        }
                    }
                }
            }
        }
    }

    private sealed class Watcher(Channel<string> events, Dictionary<string, string> seen)
    {
        public Channel<string> Events => events;

        public Dictionary<string, string> Seen { get; set; } = seen;
    }
}
