global using TaskManager.Tests.Common;
