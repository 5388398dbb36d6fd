namespace KernelFlags.Vma.Areas;

/// <summary>
/// The <c>anon_vma</c>s of a machine, by number. Each knows those that it descends from by fork(2): with ancestors it is a <em>fork
/// child</em>, which merging and reuse by neighbours treat apart.
/// </summary>
internal sealed class AnonVmas
{
    private readonly Gate _gate = new();
    private readonly Stack<int> _free;
    private Node[] _nodes;
    private int _last;

    public AnonVmas() => (_free, _nodes) = (new(), new Node[16]);

    private AnonVmas(AnonVmas other)
    {
        lock (other._gate)
        {
            // Their chains never change in place.
            (_free, _nodes, _last) = (new(other._free.Reverse()), other._nodes.AsSpan().ToArray(), other._last);
        }
    }

    /// <summary>Whether none was ever made.</summary>
    public bool AreNone => Volatile.Read(ref _last) == 0;

    /// <summary>Makes one without ancestors.</summary>
    public int New()
    {
        lock (_gate)
        {
            var id = Take();
            // A root counts as its own child, so that a child's VMAs never take it over.
            _nodes[id] = new() { Parent = id, Children = 1, Chain = [id] };
            return id;
        }
    }

    /// <summary>Whether it descends from another.</summary>
    /// <param name="id">The number; 0 for none.</param>
    /// <returns>True for a fork child.</returns>
    public bool IsForkChild(int id) => id != 0 && Volatile.Read(ref _nodes)[id].Chain.Length > 1;

    /// <summary>What a child's VMA gets for its parent's: one that no VMA uses any more and that it descends from, else a new one.</summary>
    /// <param name="parent">The number of the parent's; 0 for none.</param>
    public int Fork(int parent)
    {
        if (parent == 0)
        {
            return 0;
        }

        lock (_gate)
        {
            var chain = _nodes[parent].Chain;
            foreach (var ancestor in chain)
            {
                if (_nodes[ancestor] is { Children: < 2, Active: 0 })
                {
                    _nodes[ancestor].Chain = chain;
                    return ancestor;
                }
            }

            var id = Take();
            _nodes[id] = new() { Parent = parent, Chain = [.. chain, id] };
            _nodes[parent].Children++;
            return id;
        }
    }

    /// <summary>One more VMA has it.</summary>
    /// <param name="id">The number; 0 for none.</param>
    public void Acquire(int id)
    {
        if (id == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_nodes[id].Active++ == 0)
            {
                foreach (var link in _nodes[id].Chain)
                {
                    _nodes[link].Linked++;
                }
            }
        }
    }

    /// <summary>One VMA less has it; with the last one of all descendants it is gone.</summary>
    /// <param name="id">The number; 0 for none.</param>
    public void Release(int id)
    {
        if (id == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (--_nodes[id].Active == 0)
            {
                foreach (var link in _nodes[id].Chain)
                {
                    if (--_nodes[link].Linked == 0)
                    {
                        _nodes[_nodes[link].Parent].Children--;
                        _free.Push(link);
                    }
                }
            }
        }
    }

    public AnonVmas Clone() => new(this);

    private int Take()
    {
        if (_free.TryPop(out var id))
        {
            return id;
        }

        if (++_last == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _last);
        }

        return _last;
    }

    private struct Node
    {
        public int Parent;

        /// <summary>Those that were forked from it directly and still live.</summary>
        public int Children;

        /// <summary>VMAs whose own it is.</summary>
        public int Active;

        /// <summary>Active ones, itself among them, that have it in their chain.</summary>
        public int Linked;

        public int[] Chain;
    }
}
