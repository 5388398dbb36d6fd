-- What kflags maps --all --format jsonl writes.
CREATE VIEW processes AS SELECT * FROM read_json('FOLDER/**/processes*.jsonl', format = 'newline_delimited', columns = {
    time: 'TIMESTAMP', host: 'VARCHAR', max_map_count: 'BIGINT', pid: 'BIGINT', vmas: 'BIGINT', command: 'VARCHAR', cgroup: 'VARCHAR'});

-- What kflags maps PID --explain --format jsonl writes.
CREATE VIEW vmas AS SELECT * FROM read_json('FOLDER/**/vmas*.jsonl', format = 'newline_delimited', columns = {
    time: 'TIMESTAMP', host: 'VARCHAR', pid: 'BIGINT', command: 'VARCHAR', size: 'BIGINT', rss: 'BIGINT', kind: 'VARCHAR', path: 'VARCHAR', why: 'VARCHAR'});

-- The last look at each machine.
CREATE VIEW latest AS SELECT * FROM processes QUALIFY time = max(time) OVER (PARTITION BY host);
