using Microsoft.Extensions.Configuration;
using TaskManager.Bus;

namespace TaskManager.Tests.Unit.Bus;

public class BusSettingsTests
{
    [Fact]
    public void Nothing_set_is_the_bus_in_memory() => Read().ShouldBe(new BusSettings());

    [Fact]
    public void A_cluster_is_a_list_of_hosts_with_or_without_port()
    {
        var settings = Read(("Transport", "rabbitmq"), ("Hosts", "a, b:5673 ,"), ("User", "u"), ("Password", "p"));
        settings.Hosts.ShouldBe([new BusHost("a", 5672), new BusHost("b", 5673)]);
        settings.VirtualHost.ShouldBe("taskmanager");
        settings.Tls.ShouldBeFalse();
    }

    [Fact]
    public void With_tls_the_port_is_the_one_for_tls() =>
        Read(("Transport", "rabbitmq"), ("Tls", "true"), ("User", "u"), ("Password", "p")).Hosts.ShouldBe([new BusHost("127.0.0.1", 5671)]);

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var wrong = Should.Throw<InvalidDataException>(() => Read(("Transport", "rabbitmq"), ("Hosts", "a:b"), ("Tls", "maybe")));
        wrong.Message.Split('\n').Length.ShouldBe(4, wrong.Message);
        wrong.Message.ShouldContain("'a:b'");
        wrong.Message.ShouldContain("Bus:User is missing");
        wrong.Message.ShouldContain("Bus:Password is missing");
        wrong.Message.ShouldContain("'maybe'");
        Should.Throw<InvalidDataException>(() => Read(("Transport", "kafka"))).Message.ShouldContain("Allowed: in-memory, rabbitmq");
    }

    private static BusSettings Read(params (string Name, string Value)[] given) => BusSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(given.Select(each => new KeyValuePair<string, string?>($"Bus:{each.Name}", each.Value))).Build());
}
