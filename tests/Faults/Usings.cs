global using TaskManager.Tests.Common;
global using TaskManager.Tests.EndToEnd.Running;
global using TaskManager.Tests.Faults.Running;
