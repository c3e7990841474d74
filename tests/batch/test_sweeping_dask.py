"""A sweep on a real cluster of two processes, one of which is killed in the middle."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from distributed import Client, LocalCluster
from test_sweeping import made_at, whole

import convgif
from convgif.batch import sweeping
from convgif.batch.sweeping import Sweep

GRID: dict[str, Any] = {"input_size": 6, "kernel_size": [1, 2, 3], "stride": [1, 2],
                        "padding": [0, 1], "seed": [0, 1, 2], "size_px": 150}  # 36


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with (LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                       silence_logs=50) as cluster, Client(cluster) as client):
        yield client


def test_a_sweep_on_a_cluster_survives_a_killed_worker(client: Client, tmp_path: Path,
                                                       monkeypatch: Any) -> None:
    written: Counter[str] = Counter()
    real = sweeping.write_whole

    def counted(path: Path, data: bytes) -> Path:
        written[path.name] += 1
        return real(path, data)
    monkeypatch.setattr(sweeping, "write_whole", counted)
    workers = list(client.run(os.getpid).values())
    assert len(set(workers)) == 2
    assert os.getpid() not in workers

    def kill(report: Sweep) -> None:
        if report.done == 5:
            os.kill(workers[0], signal.SIGKILL)
    report = convgif.sweep(GRID, tmp_path / "cluster", client.get_executor(), workers=2,
                           progress=kill)
    assert (report.total, report.made, report.failed) == (36, 36, {})
    files = whole(tmp_path / "cluster", 36)
    assert written == Counter(made_at(tmp_path / "cluster").keys())
    assert workers[0] not in client.run(os.getpid).values()
    assert convgif.sweep(GRID, tmp_path / "cluster", client.get_executor()).kept == 36
    convgif.sweep(GRID, tmp_path / "here")
    assert whole(tmp_path / "here", 36) == files
