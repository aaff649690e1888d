# Built from the top of the repository: docker build -f deploy/compose/Dispatcher.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# npm fetches the style sheet of the pages, by the lock file.
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish Dispatcher -c Release -o /program

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /program
COPY --from=build /program .
# Rejected rows of imports go here; everything else is in PostgreSQL.
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
VOLUME /data
ENTRYPOINT ["dotnet", "TaskManager.Dispatcher.dll"]
CMD ["serve", "--data", "/data"]
