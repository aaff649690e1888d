global using TaskManager.Tests.Common;
global using TaskManager.Tests.EndToEnd.Running;

[assembly: AssemblyFixture(typeof(Servers))]
