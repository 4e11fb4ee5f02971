"""The networks' APIs imitated faithfully, with faults on request: a stand-alone ASGI app that knows nothing of Marquee.

`uvicorn sandbox.app:app` serves all of them in one process. What became public is written to a journal
(`SANDBOX_STATE`), so that tests, benches and people ask the sandbox what happened and not the publisher.
"""
