using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>Reads a property of many rows in its stored form (<see cref="SqlValues"/>), without boxing a value.</summary>
internal abstract class PostgresColumn<T>
{
    /// <summary>The values of all rows as one array parameter.</summary>
    public abstract NpgsqlParameter ToArray(IReadOnlyList<T> rows);

    /// <summary>The value of one row, in a binary COPY.</summary>
    public abstract Task WriteAsync(NpgsqlBinaryImporter copy, T row);
}

/// <summary>The columns that a statement writes, found by the names in its text. Worked out once a query and row type.</summary>
internal static partial class PostgresColumns<T>
{
    private static readonly ConcurrentDictionary<string, PostgresColumn<T>[]> Known = [];

    public static PostgresColumn<T>[] For(string query, string text) => Known.GetOrAdd(query, static (_, text) => Names(text).Select(Compile).ToArray(), text);

    /// <summary>Columns of a COPY, in order; parameters of anything else.</summary>
    private static IEnumerable<string> Names(string text) => CopyColumns().Match(text) is { Success: true } copy
        ? copy.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Replace("_", "", StringComparison.Ordinal))
        : Parameters().Matches(text).Select(match => match.Groups["name"].Value).Distinct();

    private static PostgresColumn<T> Compile(string name)
    {
        var property = typeof(T).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new InvalidOperationException($"{typeof(T).Name} has no property for '{name}'.");
        var row = Expression.Parameter(typeof(T));
        var (stored, type) = Stored(Expression.Property(row, property));
        return (PostgresColumn<T>)Activator.CreateInstance(
            typeof(Column<>).MakeGenericType(typeof(T), stored.Type),
            name,
            type,
            Expression.Lambda(stored, row).Compile())!;
    }

    /// <summary>The stored form of a value, and its type in the database.</summary>
    private static (Expression Value, NpgsqlDbType Type) Stored(Expression value)
    {
        if (Nullable.GetUnderlyingType(value.Type) is not null)
        {
            var (inner, type) = Stored(Expression.Property(value, "Value"));
            var nullable = inner.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(inner.Type) : inner.Type;
            return (Expression.Condition(Expression.Property(value, "HasValue"), Expression.Convert(inner, nullable), Expression.Default(nullable)), type);
        }

        return value.Type switch
        {
            var text when text == typeof(string) => (value, NpgsqlDbType.Text),
            var bytes when bytes == typeof(byte[]) => (value, NpgsqlDbType.Bytea),
            var number when number == typeof(long) => (value, NpgsqlDbType.Bigint),
            var number when number == typeof(int) => (value, NpgsqlDbType.Integer),
            var number when number == typeof(double) => (value, NpgsqlDbType.Double),
            var yes when yes == typeof(bool) => (Expression.Condition(value, Expression.Constant(1), Expression.Constant(0)), NpgsqlDbType.Integer),
            var instant when instant == typeof(DateTimeOffset) => (Expression.Call(value, nameof(DateTimeOffset.ToUnixTimeMilliseconds), null), NpgsqlDbType.Bigint),
            var id when id == typeof(TaskId) || id == typeof(MatterId) || id == typeof(MessageId) =>
                (Expression.Call(typeof(SqlValues), nameof(SqlValues.ToBytes), null, Expression.Property(value, "Value")), NpgsqlDbType.Bytea),
            { IsEnum: true } => (Expression.Call(value, nameof(ToString), null), NpgsqlDbType.Text),
            var json when json == typeof(IReadOnlyDictionary<string, string>) || json == typeof(IReadOnlyList<string>) =>
                (Expression.Convert(Expression.Call(typeof(SqlValues), nameof(SqlValues.ToStored), null, Expression.Convert(value, typeof(object))), typeof(string)), NpgsqlDbType.Text),
            _ => throw new NotSupportedException($"No stored form for {value.Type.Name}."),
        };
    }

    [GeneratedRegex(@"^COPY \w+ \((?<columns>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CopyColumns();

    [GeneratedRegex(@"(?<![@\w])@(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameters();

    private sealed class Column<TStored>(string name, NpgsqlDbType type, Func<T, TStored> read) : PostgresColumn<T>
    {
        public override NpgsqlParameter ToArray(IReadOnlyList<T> rows)
        {
            var values = new TStored[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = read(rows[i]);
            }

            return new NpgsqlParameter<TStored[]>(name, values) { NpgsqlDbType = NpgsqlDbType.Array | type };
        }

        public override Task WriteAsync(NpgsqlBinaryImporter copy, T row) => read(row) is { } value ? copy.WriteAsync(value, type) : copy.WriteNullAsync();
    }
}
