using System.Globalization;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>The bus's words for people.</summary>
internal static class DeadLetterWords
{
    public static string Reason(string reason, Language language) => reason switch
    {
        "delivery_limit" => language["多次处理失败", "failed too often"],
        "rejected" => language["被拒绝", "rejected"],
        "expired" => language["已过期", "expired"],
        "maxlen" => language["队列已满", "queue was full"],
        GivenUpMessages.Reason => language["一直无人答复", "never answered"],
        "" => language["未说明", "not said"],
        _ => reason,
    };

    public static string State(DeadLetterState state, Language language) => state switch
    {
        DeadLetterState.Waiting => language["待处理", "waiting"],
        DeadLetterState.Retried => language["已重发", "retried"],
        DeadLetterState.Discarded => language["已丢弃", "discarded"],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MiB"),
    };
}
