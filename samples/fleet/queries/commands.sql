-- Which programs have the most, over all machines?
SELECT command, count(*) AS processes, count(DISTINCT host) AS hosts, median(vmas) AS median, quantile_disc(vmas, 0.99) AS p99, max(vmas) AS most
FROM latest
GROUP BY command
ORDER BY most DESC, command
LIMIT 10;
