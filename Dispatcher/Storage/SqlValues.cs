using System.Data;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Dapper;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// How values are stored: instants as whole milliseconds since 1970 UTC, ids as 16 bytes in time order, enumerations by
/// name, lists and maps as JSON.
/// </summary>
public static class SqlValues
{
    /// <summary>JSON in columns keeps Chinese readable.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly object True = 1L;
    private static readonly object False = 0L;

    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>Ids as a JSON list of hexadecimal texts, for statements that take a list.</summary>
    public static string ToList(IEnumerable<TaskId> ids) =>
        JsonSerializer.Serialize(ids.Select(id => Convert.ToHexString(ToBytes(id.Value))));

    /// <summary>Texts as a JSON list, for statements that take a list.</summary>
    public static string ToList(IEnumerable<string> texts) => JsonSerializer.Serialize(texts, Json);

    internal static object ToStored(object? value) => value switch
    {
        null => DBNull.Value,
        string or long or int or double or byte[] => value,
        bool yes => yes ? True : False,
        TaskId id => ToBytes(id.Value),
        MatterId id => ToBytes(id.Value),
        MessageId id => ToBytes(id.Value),
        Guid id => ToBytes(id),
        DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
        Enum name => name.ToString(),
        IReadOnlyDictionary<string, string> map => map.Count is 0 ? "{}" : JsonSerializer.Serialize(map, Json),
        IReadOnlyList<string> list => JsonSerializer.Serialize(list, Json),
        _ => throw new NotSupportedException($"No stored form for {value.GetType().Name}."),
    };

    /// <summary>Teaches Dapper the same forms. Once a process is enough; more often does no harm.</summary>
    internal static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new Handler<DateTimeOffset>(stored => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(stored, System.Globalization.CultureInfo.InvariantCulture))));
        SqlMapper.AddTypeHandler(new Handler<TaskId>(stored => new TaskId(new Guid((byte[])stored, bigEndian: true))));
        SqlMapper.AddTypeHandler(new Handler<MatterId>(stored => new MatterId(new Guid((byte[])stored, bigEndian: true))));
        SqlMapper.AddTypeHandler(new Handler<MessageId>(stored => new MessageId(new Guid((byte[])stored, bigEndian: true))));
        SqlMapper.AddTypeHandler(new Handler<IReadOnlyDictionary<string, string>>(stored => JsonSerializer.Deserialize<Dictionary<string, string>>((string)stored, Json)!));
        SqlMapper.AddTypeHandler(new Handler<IReadOnlyList<string>>(stored => JsonSerializer.Deserialize<List<string>>((string)stored, Json)!));
    }

    private sealed class Handler<T>(Func<object, T> parse) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = ToStored(value);

        public override T Parse(object value) => parse(value);
    }
}
