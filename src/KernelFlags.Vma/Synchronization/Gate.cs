// A lock of its own kind costs half of what a lock on any object does; before .NET 9 there is none.
#if NET9_0_OR_GREATER
global using Gate = System.Threading.Lock;
#else
global using Gate = System.Object;
#endif
