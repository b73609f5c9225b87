from __future__ import annotations

from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.features import FEATURES


def test_features_are_the_declared_table(client):
    listed = client.get("/v1/features").get_json()["features"]
    weights = load_calibration().weights
    assert [(row["name"], row["part"], row["weight"]) for row in listed] == [
        (feature.name, feature.part.value, weights[feature.name]) for feature in FEATURES
    ]
    descriptions = [row["description"] for row in listed]
    assert len(set(descriptions)) == len(descriptions)
    for text in descriptions:
        assert text
        assert "  " not in text


def test_a_check_lists_the_same_features(demo_client):
    listed = demo_client.get("/v1/features").get_json()["features"]
    check = demo_client.post("/v1/checks", json={"claim": "Rain fell."}).get_json()
    assert [row["name"] for row in check["features"]] == [row["name"] for row in listed]


def test_ready_says_the_corpus_version(client):
    before = client.get("/readyz").get_json()
    client.post("/v1/documents", json={"text": "Rain."})
    after = client.get("/readyz").get_json()
    assert before["status"] == after["status"] == "ready"
    assert after["corpus_version"] > before["corpus_version"]


def test_ready_is_not_when_the_corpus_does_not_answer(client, parts, monkeypatch):
    def broken(_):
        raise RuntimeError("/var/lib is gone")

    monkeypatch.setattr(type(parts.corpus), "version", property(broken))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "/var/lib" not in response.get_data(as_text=True)
