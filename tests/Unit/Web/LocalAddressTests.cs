using TaskManager.Dispatcher.Web;

namespace TaskManager.Tests.Unit.Web;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/tasks?unit=haian", "/tasks?unit=haian")]
    [InlineData("/任务", "/%E4%BB%BB%E5%8A%A1")]
    [InlineData("//elsewhere.example", "/else")]
    [InlineData("/\\elsewhere.example", "/else")]
    [InlineData("/.//elsewhere.example", "/else")]
    [InlineData("/..//elsewhere.example", "/else")]
    [InlineData("/a/..//elsewhere.example", "/else")]
    [InlineData("/%2e//elsewhere.example", "/else")]
    [InlineData("/./\\elsewhere.example", "/else")]
    [InlineData("https://elsewhere.example/", "/else")]
    [InlineData("/a\r\nb", "/else")]
    [InlineData(null, "/else")]
    public void Only_an_address_of_ours_is_gone_back_to(string? to, string expected) => WebSetup.LocalOr(to, "/else").ShouldBe(expected);
}
