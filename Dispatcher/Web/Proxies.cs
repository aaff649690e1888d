using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Web;

/// <summary>
/// <c>Web:KnownProxies</c>: addresses and networks of the city's proxies, with commas between them, for example
/// <c>10.0.0.5, 10.1.0.0/16</c>. What they say of the caller's address, and of https, is believed; what others say is not.
/// Default: none.
/// </summary>
internal static class Proxies
{
    /// <exception cref="VerbException">One is neither an address nor a network.</exception>
    public static void Trust(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in (configuration["Web:KnownProxies"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(text, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(text, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new VerbException($"Web:KnownProxies has '{text}'; give addresses or networks, for example 10.0.0.5, 10.1.0.0/16.");
            }
        }

        options.ForwardedHeaders = options.KnownProxies.Count + options.KnownIPNetworks.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
    }
}
