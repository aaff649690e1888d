using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace TaskManager.Dispatcher.Storage;

/// <summary>Compiled readers of a row type's properties, in the order of a statement's parameters.</summary>
internal static class RowGetters<T>
{
    private static readonly ConcurrentDictionary<string, Func<T, object>> Getters = new(StringComparer.OrdinalIgnoreCase);

    public static Func<T, object>[] For(SqliteParameter[] parameters) =>
        Array.ConvertAll(parameters, parameter => Getters.GetOrAdd(parameter.ParameterName[1..], Compile));

    private static Func<T, object> Compile(string name)
    {
        var property = typeof(T).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new InvalidOperationException($"{typeof(T).Name} has no property for the parameter @{name}.");
        var row = Expression.Parameter(typeof(T));
        var value = Expression.Convert(Expression.Property(row, property), typeof(object));
        var stored = Expression.Call(typeof(SqlValues), nameof(SqlValues.ToStored), null, value);
        return Expression.Lambda<Func<T, object>>(stored, row).Compile();
    }
}
