// A lock on any object calls into the runtime; one of its own kind is compiled like other code, but there is none before .NET 9.
#if NET9_0_OR_GREATER
global using Gate = System.Threading.Lock;
#else
global using Gate = System.Object;
#endif
