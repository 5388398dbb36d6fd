-- What makes them many: why is a VMA not one with the VMA below it?
SELECT command, coalesce(why, 'stands alone') AS why, count(*) AS vmas,
    round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY command), 1) AS percent
FROM vmas
GROUP BY command, coalesce(why, 'stands alone')
ORDER BY vmas DESC, command, why
LIMIT 10;
