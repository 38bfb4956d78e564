-- A topic's name may change: in keys that tell no site it stands behind the number. A site has a point in its name.
UPDATE threads SET key = substr(key, 1, instr(key, ':')) || 'thread:' || substr(key, instr(key, ':thread:') + 8)
    || substr(key, instr(key, ':'), instr(key, ':thread:') - instr(key, ':'))
WHERE (key GLOB 'discourse:?*:thread:[0-9]*' OR key GLOB 'flarum:?*:thread:[0-9]*')
    AND instr(substr(key, 1, instr(key, ':thread:')), '.') = 0;
