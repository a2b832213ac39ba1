"""Who may decide: holders of posts, requests and what was done about them."""
