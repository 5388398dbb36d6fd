-- Which processes are nearest to their limit?
SELECT host, pid, command, vmas, max_map_count, round(100.0 * vmas / max_map_count, 1) AS percent
FROM latest
ORDER BY vmas / max_map_count DESC, host, pid
LIMIT 10;
