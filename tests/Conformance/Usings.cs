global using TaskManager.Tests.Common;
global using TaskManager.Tests.Conformance.Running;

[assembly: AssemblyFixture(typeof(Servers))]
