-- Which will meet it first, if they go on as they did between the looks?
SELECT host, pid, command, max_by(vmas, time) AS vmas,
    round(3600 * regr_slope(vmas, epoch(time)), 1) AS an_hour,
    round((max_by(max_map_count - vmas, time)) / (3600 * regr_slope(vmas, epoch(time))), 1) AS hours_left
FROM processes
GROUP BY host, pid, command
HAVING count(*) > 1 AND regr_slope(vmas, epoch(time)) > 0
ORDER BY hours_left, host, pid
LIMIT 10;
