using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.People;

/// <summary>
/// The keys that sign cookies and forms, kept in the database: what one Dispatcher signed, another reads, also after a
/// restart. Asked for by the framework at the first sign-in and every few months, so its calls may wait.
/// </summary>
internal sealed class KeyRing(Database database, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        database.ReadAsync(session => session.QueryAsync<KeyRow>("all-protection-keys"), CancellationToken.None).GetAwaiter().GetResult()
            .Select(row => XElement.Parse(row.Body))
            .ToList();

    public void StoreElement(XElement element, string friendlyName)
    {
        var row = new KeyRow { Name = friendlyName, Body = element.ToString(SaveOptions.DisableFormatting), CreatedAt = clock.GetUtcNow() };
        database.WriteAsync(session => session.ExecuteAsync("add-protection-key", row), CancellationToken.None).GetAwaiter().GetResult();
    }

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";

        public string Body { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }
    }
}
