namespace TaskManager.Dispatcher.Photos;

public static class PhotosSetup
{
    public static void AddPhotos(this IServiceCollection services) => services.AddSingleton<PhotoStore>();
}
