-- On which machines does a program have far more than it has elsewhere?
SELECT latest.host, latest.pid, latest.command, latest.vmas, usual.median
FROM latest JOIN (SELECT command, median(vmas) AS median FROM latest GROUP BY command HAVING count(*) >= 10) AS usual USING (command)
WHERE latest.vmas > 3 * usual.median
ORDER BY latest.vmas / usual.median DESC, host, pid
LIMIT 10;
