const replies = { ok: 'yes', no: 'no', hi: 'hello', rd: 'read', wr: 'write', ex: 'example', id: 'who', me: 'I' };
const columns = ["id", "no", "ts", "up", "dd", "mm", "ac", "dc"];
