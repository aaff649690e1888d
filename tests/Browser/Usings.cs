global using Microsoft.Playwright;
global using TaskManager.Tests.Browser.Running;
global using TaskManager.Tests.Common;
global using TaskManager.Tests.EndToEnd.Running;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(City))]
